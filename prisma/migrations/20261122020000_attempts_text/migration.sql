-- Attempts as short text instead of JSON (lib/db/attempts-text.ts): most of a notable call's row was key names.
-- AlterTable
ALTER TABLE "notable" ADD COLUMN "tries" TEXT;
UPDATE "notable" SET "tries" = (SELECT string_agg(concat_ws(',', a ->> 'instance', coalesce(a ->> 'status', ''), coalesce(a ->> 'connectMs', ''), coalesce(a ->> 'firstByteMs', ''), coalesce(a ->> 'totalMs', ''), a ->> 'group', a ->> 'failure', a ->> 'lineFailure'), ';' ORDER BY n)
  FROM jsonb_array_elements("attempts") WITH ORDINALITY AS e (a, n)) WHERE jsonb_typeof("attempts") = 'array';
ALTER TABLE "notable" DROP COLUMN "attempts";
ALTER TABLE "notable" RENAME COLUMN "tries" TO "attempts";

-- Only ever asked for one value: a hash takes a third of the space.
DROP INDEX "notable_workspace_id_request_id_idx";
CREATE INDEX "notable_request_id_idx" ON "notable" USING HASH ("request_id");
