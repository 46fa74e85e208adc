import { readSpotSeries as query } from '@/lib/db/spot-series';

export { query };
