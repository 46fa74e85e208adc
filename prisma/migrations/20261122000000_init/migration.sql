-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "workspace" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source" (
    "id" SERIAL NOT NULL,
    "workspace_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "settings_version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import" (
    "id" SERIAL NOT NULL,
    "workspace_id" INTEGER NOT NULL,
    "source_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "spool_path" TEXT,
    "size_bytes" BIGINT NOT NULL DEFAULT 0,
    "consumed_bytes" BIGINT NOT NULL DEFAULT 0,
    "content_bytes" BIGINT,
    "content_hash" TEXT,
    "head_hash" TEXT,
    "settings_version" INTEGER NOT NULL DEFAULT 1,
    "detection" JSONB,
    "message" TEXT,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "chunk" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" INTEGER NOT NULL,
    "source_id" INTEGER NOT NULL,
    "import_id" INTEGER NOT NULL,
    "offset" BIGINT NOT NULL,
    "length" INTEGER NOT NULL,
    "settings_version" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "lines" INTEGER NOT NULL,
    "stored" INTEGER NOT NULL,
    "quarantined" INTEGER NOT NULL,
    "filtered" INTEGER NOT NULL,
    "calls" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL,
    "events" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "timeouts" INTEGER NOT NULL,
    "from_at" TIMESTAMPTZ(3),
    "to_at" TIMESTAMPTZ(3),
    "accounts" JSONB NOT NULL,
    "hash" BYTEA NOT NULL,
    "filter" BYTEA NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "chunk_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cell_block" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" INTEGER NOT NULL,
    "source_id" INTEGER NOT NULL,
    "import_id" INTEGER NOT NULL,
    "chunk_id" BIGINT,
    "origin" INTEGER NOT NULL DEFAULT 0,
    "cube" INTEGER NOT NULL,
    "level" INTEGER NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3) NOT NULL,
    "cells" INTEGER NOT NULL,
    "counts" BYTEA NOT NULL,
    "hist" BYTEA,

    CONSTRAINT "cell_block_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notable" (
    "workspace_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "import_id" INTEGER NOT NULL,
    "offset" BIGINT NOT NULL,
    "length" INTEGER NOT NULL,
    "source_id" INTEGER NOT NULL,
    "chunk_id" BIGINT NOT NULL,
    "why" SMALLINT NOT NULL,
    "failure" SMALLINT NOT NULL,
    "line_failure" SMALLINT NOT NULL,
    "confidence" SMALLINT NOT NULL,
    "status" SMALLINT NOT NULL,
    "duration_ms" DOUBLE PRECISION,
    "route_id" INTEGER NOT NULL,
    "instance_id" INTEGER NOT NULL,
    "retries" SMALLINT NOT NULL,
    "method" TEXT,
    "path" TEXT,
    "host" TEXT,
    "client" TEXT,
    "request_id" TEXT,
    "evidence" TEXT,
    "attempts" JSONB,
    "joined" JSONB,

    CONSTRAINT "notable_pkey" PRIMARY KEY ("workspace_id","at","import_id","offset")
) PARTITION BY RANGE ("at");

-- Days get partitions of their own as they are met (lib/db/store); stray days share this one.
CREATE TABLE "notable_rest" PARTITION OF "notable" DEFAULT;

-- CreateTable
CREATE TABLE "error_event" (
    "workspace_id" INTEGER NOT NULL,
    "import_id" INTEGER NOT NULL,
    "offset" BIGINT NOT NULL,
    "length" INTEGER NOT NULL,
    "source_id" INTEGER NOT NULL,
    "chunk_id" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "failure" SMALLINT NOT NULL,
    "confidence" SMALLINT NOT NULL,
    "route_id" INTEGER NOT NULL,
    "instance_id" INTEGER NOT NULL,
    "method" TEXT,
    "path" TEXT,
    "host" TEXT,
    "client" TEXT,
    "request_id" TEXT,
    "evidence" TEXT,

    CONSTRAINT "error_event_pkey" PRIMARY KEY ("workspace_id","import_id","offset")
);

-- CreateTable
CREATE TABLE "quarantine" (
    "workspace_id" INTEGER NOT NULL,
    "import_id" INTEGER NOT NULL,
    "offset" BIGINT NOT NULL,
    "length" INTEGER NOT NULL,
    "chunk_id" BIGINT NOT NULL,
    "line" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "sample" TEXT NOT NULL,

    CONSTRAINT "quarantine_pkey" PRIMARY KEY ("workspace_id","import_id","offset")
);

-- CreateTable
CREATE TABLE "route" (
    "id" SERIAL NOT NULL,
    "workspace_id" INTEGER NOT NULL,
    "source_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "route_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "upstream" (
    "id" SERIAL NOT NULL,
    "workspace_id" INTEGER NOT NULL,
    "source_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "inferred" BOOLEAN NOT NULL,
    "renamed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "upstream_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "instance" (
    "id" SERIAL NOT NULL,
    "workspace_id" INTEGER NOT NULL,
    "source_id" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "addr" TEXT NOT NULL,
    "upstream_id" INTEGER,

    CONSTRAINT "instance_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "source_workspace_id_name_key" ON "source"("workspace_id", "name");

-- CreateIndex
CREATE INDEX "import_workspace_id_source_id_idx" ON "import"("workspace_id", "source_id");

-- CreateIndex
CREATE INDEX "import_workspace_id_head_hash_idx" ON "import"("workspace_id", "head_hash");

-- CreateIndex
CREATE INDEX "chunk_workspace_id_source_id_from_at_idx" ON "chunk"("workspace_id", "source_id", "from_at");

-- CreateIndex
CREATE UNIQUE INDEX "chunk_import_id_offset_key" ON "chunk"("import_id", "offset");

-- CreateIndex
CREATE INDEX "cell_block_workspace_id_cube_level_from_at_idx" ON "cell_block"("workspace_id", "cube", "level", "from_at");

-- CreateIndex
CREATE INDEX "cell_block_import_id_cube_level_idx" ON "cell_block"("import_id", "cube", "level");

-- CreateIndex
CREATE INDEX "notable_workspace_id_failure_at_idx" ON "notable"("workspace_id", "failure", "at");

-- CreateIndex
CREATE INDEX "notable_workspace_id_route_id_at_idx" ON "notable"("workspace_id", "route_id", "at");

-- CreateIndex
CREATE INDEX "notable_workspace_id_request_id_idx" ON "notable"("workspace_id", "request_id");

-- CreateIndex
CREATE INDEX "notable_import_id_idx" ON "notable"("import_id");

-- CreateIndex
CREATE INDEX "error_event_workspace_id_source_id_at_idx" ON "error_event"("workspace_id", "source_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "route_source_id_name_key" ON "route"("source_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "upstream_source_id_name_key" ON "upstream"("source_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "instance_source_id_label_addr_key" ON "instance"("source_id", "label", "addr");

-- AddForeignKey
ALTER TABLE "source" ADD CONSTRAINT "source_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import" ADD CONSTRAINT "import_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "route" ADD CONSTRAINT "route_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "upstream" ADD CONSTRAINT "upstream_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "instance" ADD CONSTRAINT "instance_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "instance" ADD CONSTRAINT "instance_upstream_id_fkey" FOREIGN KEY ("upstream_id") REFERENCES "upstream"("id") ON DELETE SET NULL ON UPDATE CASCADE;



-- Compressed already: no second compression, and out of line.
ALTER TABLE "chunk" ALTER COLUMN "data" SET STORAGE EXTERNAL;
ALTER TABLE "cell_block" ALTER COLUMN "counts" SET STORAGE EXTERNAL, ALTER COLUMN "hist" SET STORAGE EXTERNAL;

-- The one workspace until accounts exist.
INSERT INTO "workspace" ("name") VALUES ('default');
