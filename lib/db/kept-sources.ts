/**
 * A source is deleted in two steps (delete-source.ts, remove-source.ts): the click marks it, and from that moment on no page knows it; then
 * the worker takes its rows away. In between, whatever lists or counts rows leaves out those of a source that is marked.
 */

/**
 * SQL condition: the source whose id is in `column` is not deleted. A filter, not a join: a join could cost a list the order in which an
 * index gives its rows, or change how many rows the planner expects.
 */
export const ofKeptSource = (column = 'source_id'): string => `${column} not in (select id from source where deleting <> 0)`;
