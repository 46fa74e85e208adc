/** How a failure class looks: colour says timeout, failed or the client's own doing; the shape says the phase; the words say all. */
import { failureOf, type FailurePhase } from '../failure';

export type FailureTone = 'plain' | 'timeout' | 'failed' | 'client';
export type PhaseShape = 'phase-dns' | 'phase-queue' | 'phase-connect' | 'phase-tls' | 'phase-send' | 'phase-first' | 'phase-body' | 'phase-whole' | 'phase-request' | 'check';

const SHAPES: Record<FailurePhase, PhaseShape> = {
  dns: 'phase-dns', queue: 'phase-queue', connect: 'phase-connect', tls: 'phase-tls', send: 'phase-send', 'first byte': 'phase-first', body: 'phase-body',
  'whole call': 'phase-whole', request: 'phase-request', none: 'check',
};

export function failureLook(code: number): { tone: FailureTone; shape: PhaseShape; title: string; id: string; meaning: string; phase: FailurePhase } {
  const f = failureOf(code);
  return { tone: code === 0 ? 'plain' : f.timeout ? 'timeout' : f.side === 'client' ? 'client' : 'failed', shape: SHAPES[f.phase], title: f.title, id: f.id, meaning: f.meaning, phase: f.phase };
}
