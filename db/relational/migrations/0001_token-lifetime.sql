ALTER TABLE "ingest_tokens" ADD COLUMN "expires_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "ingest_tokens" ADD COLUMN "replaced_by" text;