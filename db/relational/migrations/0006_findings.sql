CREATE TABLE "check_results" (
	"cluster_id" text NOT NULL,
	"check_id" text NOT NULL,
	"status" text NOT NULL,
	"errors" integer NOT NULL,
	"warnings" integer NOT NULL,
	"unknowns" integer NOT NULL,
	"unread_because" text,
	"since" timestamp with time zone NOT NULL,
	"as_of" timestamp with time zone,
	"evaluated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "check_results_cluster_id_check_id_pk" PRIMARY KEY("cluster_id","check_id")
);
--> statement-breakpoint
CREATE TABLE "finding_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "finding_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"finding_id" text NOT NULL,
	"cluster_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"before" text NOT NULL,
	"after" text NOT NULL,
	"summary" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "finding_waivers" (
	"id" text PRIMARY KEY NOT NULL,
	"finding_id" text NOT NULL,
	"cluster_id" text NOT NULL,
	"reason" text NOT NULL,
	"author" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_by" text
);
--> statement-breakpoint
CREATE TABLE "findings" (
	"id" text PRIMARY KEY NOT NULL,
	"cluster_id" text NOT NULL,
	"check_id" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_namespace" text,
	"subject_name" text NOT NULL,
	"about" text NOT NULL,
	"status" text NOT NULL,
	"summary" text NOT NULL,
	"evidence" jsonb NOT NULL,
	"recommendation" text NOT NULL,
	"owner_hint" jsonb NOT NULL,
	"last_seen_at" timestamp with time zone,
	"deadline" timestamp with time zone,
	"opened_at" timestamp with time zone NOT NULL,
	"written_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "check_results_check" ON "check_results" USING btree ("check_id");--> statement-breakpoint
CREATE INDEX "finding_events_finding" ON "finding_events" USING btree ("finding_id","id");--> statement-breakpoint
CREATE INDEX "finding_events_at" ON "finding_events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "finding_waivers_finding" ON "finding_waivers" USING btree ("finding_id");--> statement-breakpoint
CREATE INDEX "findings_cluster" ON "findings" USING btree ("cluster_id","check_id");--> statement-breakpoint
CREATE INDEX "findings_check" ON "findings" USING btree ("check_id","status");--> statement-breakpoint
CREATE INDEX "findings_closed" ON "findings" USING btree ("closed_at");