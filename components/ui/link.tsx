import NextLink from 'next/link';
import type { ComponentProps } from 'react';

/** A link to another page. None is loaded ahead: each is made from the database, and a table has hundreds of links. */
export default function Link(props: ComponentProps<typeof NextLink>) { return <NextLink prefetch={false} {...props} />; }
