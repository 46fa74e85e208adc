-- The header lines in force where a chunk begins (W3C "#Fields:", the first line of a CSV file): without them its lines cannot be read alone.
-- AlterTable
ALTER TABLE "chunk" ADD COLUMN "preamble" BYTEA;
