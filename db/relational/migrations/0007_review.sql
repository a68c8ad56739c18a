CREATE TABLE "review_clusters" (
	"day" text NOT NULL,
	"cluster_id" text NOT NULL,
	"facts" jsonb NOT NULL,
	CONSTRAINT "review_clusters_day_cluster_id_pk" PRIMARY KEY("day","cluster_id")
);
--> statement-breakpoint
CREATE TABLE "review_snapshots" (
	"day" text PRIMARY KEY NOT NULL,
	"taken_at" timestamp with time zone NOT NULL,
	"form" integer NOT NULL,
	"fleet" jsonb NOT NULL,
	"sums" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "review_weeks" (
	"week" text PRIMARY KEY NOT NULL,
	"sealed_at" timestamp with time zone NOT NULL,
	"review" jsonb NOT NULL
);
