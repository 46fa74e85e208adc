/**
 * Who is looking. Every function of the data layer takes a Viewer and reads only that workspace: authorisation happens here and there,
 * never in a route alone. One default workspace until accounts exist.
 */
export type Viewer = { workspaceId: number };

export async function currentViewer(): Promise<Viewer> { return { workspaceId: 1 }; }
