import { formatOf } from '../formats/registry';

/** The name of a stored format id. Formats compiled from a pasted log_format are not in the registry. */
export const formatTitle = (id: string): string => formatOf(id)?.title ?? (id.startsWith('nginx') ? 'nginx, own log_format' : id);
