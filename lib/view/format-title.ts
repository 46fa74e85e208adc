import { DIALECTS } from '../formats/layout';
import { formatOf } from '../formats/registry';

/** The name of a stored format id. Formats compiled from a pasted layout are not in the registry. */
export const formatTitle = (id: string): string => formatOf(id)?.title ?? DIALECTS.find((d) => d.id === id)?.title ?? id;
