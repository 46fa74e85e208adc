'use client';
import { useId, useState, type ReactNode } from 'react';
import { IconButton } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { Menu, MenuLink } from '@/components/ui/menu';

type Props = { title: string; sub?: ReactNode; aside?: ReactNode; table?: ReactNode; exports?: { path: string; query: string }; children: ReactNode };

/** Head and body of a frame: the switch between chart and table, and the exports. */
export function FrameBody({ title, sub, aside, table, exports, children }: Props) {
  const [asTable, setAsTable] = useState(false), id = useId();
  return (
    <>
      <div className="flex items-start gap-3 px-5 pt-4">
        <div className="min-w-0 flex-1">
          <h2 className="text-sm font-semibold">{title}</h2>
          {sub && <p className="mt-0.5 text-xs text-faint">{sub}</p>}
        </div>
        <div className="flex shrink-0 items-center gap-1">
          {aside}
          <span className="no-print -mr-2 -mt-1 flex items-center">
            {table && <IconButton label={asTable ? `${title}: show the chart` : `${title}: show as a table`} aria-pressed={asTable} aria-controls={id} onClick={() => setAsTable(!asTable)}><Icon name={asTable ? 'chart' : 'table'} /></IconButton>}
            {exports && (
              <Menu trigger={<IconButton label={`Export ${title}`}><Icon name="download" /></IconButton>}>
                <MenuLink download href={`${exports.path}.csv${exports.query}`}>CSV of this panel</MenuLink>
                <MenuLink download href={`${exports.path}.json${exports.query}`}>JSON of this panel</MenuLink>
              </Menu>
            )}
          </span>
        </div>
      </div>
      <div id={id} className="flex min-h-0 flex-1 flex-col px-5 pb-5 pt-3">{asTable && table ? <div className="max-h-96 overflow-auto">{table}</div> : children}</div>
    </>
  );
}
