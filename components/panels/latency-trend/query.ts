export { readOutcomes as query } from '@/lib/db/outcomes';
