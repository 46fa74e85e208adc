-- What the access line alone says, kept where an error line decided otherwise: so that a join can be taken back.
-- AlterTable
ALTER TABLE "notable" ADD COLUMN     "line_confidence" SMALLINT,
ADD COLUMN     "line_evidence" TEXT;
