/** The source that the sample incident goes to. Real logs are never put there by default. */
export const SAMPLE_SOURCE = 'Sample: travel site';
