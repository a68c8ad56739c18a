CREATE TABLE "source_definitions" (
	"source_id" text PRIMARY KEY NOT NULL,
	"definition" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "source_health" (
	"source_id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"health" jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "source_leases" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"account_id" text PRIMARY KEY NOT NULL,
	"name" text,
	"ou_path" text,
	"state" text,
	"observed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cluster_aliases" (
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"cluster_id" text NOT NULL,
	"source_id" text NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "cluster_aliases_kind_value_pk" PRIMARY KEY("kind","value")
);
--> statement-breakpoint
CREATE TABLE "cluster_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "cluster_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"cluster_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_name" text NOT NULL,
	"field" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"source_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cluster_counts" (
	"cluster_id" text PRIMARY KEY NOT NULL,
	"nodes" integer NOT NULL,
	"nodes_ready" integer NOT NULL,
	"pods" integer NOT NULL,
	"pods_pending" integer NOT NULL,
	"pods_failed" integer NOT NULL,
	"namespaces" integer NOT NULL,
	"workloads" integer NOT NULL,
	"pod_capacity" bigint NOT NULL,
	"cpu_allocatable_millicores" bigint NOT NULL,
	"memory_allocatable_bytes" bigint NOT NULL,
	"gpus" bigint NOT NULL,
	"cpu_requested_millicores" bigint NOT NULL,
	"memory_requested_bytes" bigint NOT NULL,
	"nodes_by_compute" jsonb NOT NULL,
	"nodes_by_kubelet" jsonb NOT NULL,
	"counted_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cluster_facts" (
	"cluster_id" text NOT NULL,
	"source_id" text NOT NULL,
	"rank" integer NOT NULL,
	"facts" jsonb NOT NULL,
	"observed_at" timestamp with time zone NOT NULL,
	"gone_at" timestamp with time zone,
	CONSTRAINT "cluster_facts_cluster_id_source_id_pk" PRIMARY KEY("cluster_id","source_id")
);
--> statement-breakpoint
CREATE TABLE "cluster_parts" (
	"cluster_id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"facts" jsonb NOT NULL,
	"source_id" text NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"observed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "cluster_parts_cluster_id_kind_name_pk" PRIMARY KEY("cluster_id","kind","name")
);
--> statement-breakpoint
CREATE TABLE "cluster_versions" (
	"provider" text NOT NULL,
	"version" text NOT NULL,
	"facts" jsonb NOT NULL,
	"observed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "cluster_versions_provider_version_pk" PRIMARY KEY("provider","version")
);
--> statement-breakpoint
ALTER TABLE "clusters" ADD COLUMN "version" text;--> statement-breakpoint
ALTER TABLE "clusters" ADD COLUMN "platform_version" text;--> statement-breakpoint
ALTER TABLE "clusters" ADD COLUMN "status" text;--> statement-breakpoint
ALTER TABLE "clusters" ADD COLUMN "tier" text;--> statement-breakpoint
ALTER TABLE "clusters" ADD COLUMN "support_type" text;--> statement-breakpoint
ALTER TABLE "clusters" ADD COLUMN "deletion_protection" boolean;--> statement-breakpoint
ALTER TABLE "clusters" ADD COLUMN "tags" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "clusters" ADD COLUMN "facts" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "clusters" ADD COLUMN "told_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "clusters" ADD COLUMN "gone_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "source_health_kind" ON "source_health" USING btree ("kind");--> statement-breakpoint
CREATE INDEX "cluster_aliases_cluster" ON "cluster_aliases" USING btree ("cluster_id");--> statement-breakpoint
CREATE INDEX "cluster_changes_cluster" ON "cluster_changes" USING btree ("cluster_id","at");--> statement-breakpoint
CREATE INDEX "cluster_changes_at" ON "cluster_changes" USING btree ("at");--> statement-breakpoint
CREATE INDEX "cluster_facts_source" ON "cluster_facts" USING btree ("source_id");--> statement-breakpoint
CREATE INDEX "cluster_parts_kind" ON "cluster_parts" USING btree ("kind","name");--> statement-breakpoint
CREATE INDEX "clusters_place" ON "clusters" USING btree ("account_id","region");