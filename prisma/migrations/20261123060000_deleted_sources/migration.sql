-- A deleted source stays until the worker has taken its rows away. Its own id as the mark keeps the name unique among the others and frees it for a new one.
-- DropIndex
DROP INDEX "source_workspace_id_name_key";

-- AlterTable
ALTER TABLE "source" ADD COLUMN     "deleting" INTEGER NOT NULL DEFAULT 0;

-- CreateIndex
CREATE UNIQUE INDEX "source_workspace_id_name_deleting_key" ON "source"("workspace_id", "name", "deleting");
