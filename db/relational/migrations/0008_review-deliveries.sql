CREATE TABLE "review_deliveries" (
	"delivery_id" text NOT NULL,
	"week" text NOT NULL,
	"state" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"round" integer DEFAULT 0 NOT NULL,
	"holder" text,
	"lease_until" timestamp with time zone,
	"first_tried_at" timestamp with time zone,
	"next_try_at" timestamp with time zone,
	"sent_at" timestamp with time zone,
	"says" text,
	"body_hash" text,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "review_deliveries_delivery_id_week_pk" PRIMARY KEY("delivery_id","week")
);
--> statement-breakpoint
CREATE INDEX "review_deliveries_state" ON "review_deliveries" USING btree ("state");