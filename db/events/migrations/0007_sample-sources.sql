-- Who read a sample: '' for the cluster's own endpoints, else the name of the metrics store it was read from.
-- Both may tell of the same minutes; which of them counts is decided when they are read.
ALTER TABLE api_samples ADD COLUMN IF NOT EXISTS source LowCardinality(String) DEFAULT ''
