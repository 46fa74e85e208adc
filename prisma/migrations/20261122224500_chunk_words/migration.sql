-- A filter over request ids and one over clients (lib/ingest/filter.ts) in place of one over both. Chunks that have none yet are read
-- wherever such a word is asked for; reading an import again gives them theirs.
-- AlterTable
ALTER TABLE "chunk" DROP COLUMN "filter",
ADD COLUMN     "clients" BYTEA,
ADD COLUMN     "request_ids" BYTEA;
