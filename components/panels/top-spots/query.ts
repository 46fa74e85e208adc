export { readSpots as query } from '@/lib/db/hotspots';
