export { readHiddenAttempts as query } from '@/lib/db/hidden-attempts';
