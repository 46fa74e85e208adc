-- Notable calls are read by time (the primary key), by class or by route, within the partitions of their days. Without the time these two
-- indexes keep each key once with a list of its rows: an eighth of the space, and pages and counts take as long as before.
-- DropIndex
DROP INDEX "notable_workspace_id_failure_at_idx";
DROP INDEX "notable_workspace_id_route_id_at_idx";

-- A request id is searched through the chunks and their filters; together with a class it leaves few rows to look at.
DROP INDEX "notable_request_id_idx";

-- CreateIndex
CREATE INDEX "notable_workspace_id_failure_idx" ON "notable"("workspace_id", "failure");

-- CreateIndex
CREATE INDEX "notable_workspace_id_route_id_idx" ON "notable"("workspace_id", "route_id");
