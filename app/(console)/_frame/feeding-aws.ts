// The texts that bring the audit logs of EKS clusters here, for copying, in the order they are run: the
// audit log on, a bucket and two roles, a Firehose stream, a subscription; and all of it as Terraform.
// As docs/feeding.md writes them. Names of roles and bucket carry the region, so that one account may
// have several. Holds text only.
import { type Feed, given } from './feeding.ts'

const stream = 'periplus-audit'
const errorLog = `/aws/kinesisfirehose/${stream}`
/** Events grow about tenfold when decompressed, and one delivery may come to 64 MiB. */
const bufferMiB = 1

/** `name` is the EKS cluster's own. */
export const enableEksAudit = (name: string): string => `aws eks update-cluster-config --name ${name} \\
  --logging '{"clusterLogging":[{"types":["audit"],"enabled":true}]}'
aws eks wait cluster-active --name ${name}`

export const firehoseRoles = `REGION=$(aws configure get region)
ACCOUNT=$(aws sts get-caller-identity --query Account --output text)
BUCKET=periplus-undelivered-$ACCOUNT-$REGION
aws s3 mb "s3://$BUCKET"
aws logs create-log-group --log-group-name ${errorLog}
aws logs create-log-stream --log-group-name ${errorLog} --log-stream-name delivery
aws iam create-role --role-name "periplus-firehose-$REGION" --assume-role-policy-document '{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Principal": { "Service": "firehose.amazonaws.com" },
    "Action": "sts:AssumeRole"
  }]
}'
aws iam put-role-policy --role-name "periplus-firehose-$REGION" --policy-name undelivered \\
  --policy-document "$(cat <<EOF
{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": ["s3:AbortMultipartUpload", "s3:GetBucketLocation", "s3:GetObject",
      "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:PutObject"],
    "Resource": ["arn:aws:s3:::$BUCKET", "arn:aws:s3:::$BUCKET/*"]
  }, {
    "Effect": "Allow",
    "Action": "logs:PutLogEvents",
    "Resource": "arn:aws:logs:$REGION:$ACCOUNT:log-group:${errorLog}:*"
  }]
}
EOF
)"
aws iam create-role --role-name "periplus-logs-$REGION" --assume-role-policy-document "$(cat <<EOF
{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Principal": { "Service": "logs.amazonaws.com" },
    "Action": "sts:AssumeRole",
    "Condition": { "StringLike": { "aws:SourceArn": "arn:aws:logs:$REGION:$ACCOUNT:*" } }
  }]
}
EOF
)"
aws iam put-role-policy --role-name "periplus-logs-$REGION" --policy-name stream \\
  --policy-document "$(cat <<EOF
{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": ["firehose:PutRecord", "firehose:PutRecordBatch"],
    "Resource": "arn:aws:firehose:$REGION:$ACCOUNT:deliverystream/${stream}"
  }]
}
EOF
)"
sleep 10  # until the roles are known everywhere`

export function firehoseCommand(feed: Feed): string {
  return `aws firehose create-delivery-stream --delivery-stream-name ${stream} \\
  --delivery-stream-type DirectPut \\
  --http-endpoint-destination-configuration "$(cat <<EOF
{
  "EndpointConfiguration": {
    "Name": "periplus",
    "Url": "${feed.origin}/api/ingest/v1/firehose",
    "AccessKey": "${given(feed)}"
  },
  "RequestConfiguration": { "ContentEncoding": "GZIP" },
  "BufferingHints": { "IntervalInSeconds": 60, "SizeInMBs": ${bufferMiB} },
  "RetryOptions": { "DurationInSeconds": 7200 },
  "RoleARN": "arn:aws:iam::$ACCOUNT:role/periplus-firehose-$REGION",
  "S3BackupMode": "FailedDataOnly",
  "S3Configuration": {
    "RoleARN": "arn:aws:iam::$ACCOUNT:role/periplus-firehose-$REGION",
    "BucketARN": "arn:aws:s3:::$BUCKET"
  },
  "CloudWatchLoggingOptions": {
    "Enabled": true,
    "LogGroupName": "${errorLog}",
    "LogStreamName": "delivery"
  }
}
EOF
)"
until aws firehose describe-delivery-stream --delivery-stream-name ${stream} \\
  --query DeliveryStreamDescription.DeliveryStreamStatus --output text | grep -q ACTIVE; do sleep 5; done`
}

/** `name` is the EKS cluster's own; its log group carries it. */
export function subscriptionCommand(name: string): string {
  return `aws logs put-subscription-filter --log-group-name /aws/eks/${name}/cluster \\
  --filter-name periplus-audit --filter-pattern '{ $.kind = "Event" }' \\
  --destination-arn "arn:aws:firehose:$REGION:$ACCOUNT:deliverystream/${stream}" \\
  --role-arn "arn:aws:iam::$ACCOUNT:role/periplus-logs-$REGION"`
}

const terraformInputs = (name: string): string => `variable "periplus_token" {
  type      = string
  sensitive = true
}

variable "clusters" {
  description = "Names of EKS clusters of this account and region whose audit log is on"
  type        = set(string)
  default     = ["${name}"]
}

data "aws_caller_identity" "this" {}`

const terraformRoles = `resource "aws_s3_bucket" "undelivered" {
  bucket_prefix = "periplus-undelivered-"
}

resource "aws_cloudwatch_log_group" "delivery" {
  name              = "${errorLog}"
  retention_in_days = 14
}

resource "aws_cloudwatch_log_stream" "delivery" {
  name           = "delivery"
  log_group_name = aws_cloudwatch_log_group.delivery.name
}

resource "aws_iam_role" "firehose" {
  name_prefix = "periplus-firehose-"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "firehose.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "undelivered" {
  role = aws_iam_role.firehose.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "s3:AbortMultipartUpload", "s3:GetBucketLocation", "s3:GetObject",
          "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:PutObject",
        ]
        Resource = [aws_s3_bucket.undelivered.arn, "\${aws_s3_bucket.undelivered.arn}/*"]
      },
      {
        Effect   = "Allow"
        Action   = "logs:PutLogEvents"
        Resource = "\${aws_cloudwatch_log_group.delivery.arn}:*"
      },
    ]
  })
}

resource "aws_iam_role" "logs" {
  name_prefix = "periplus-logs-"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "logs.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringLike = {
          "aws:SourceArn" = "arn:aws:logs:*:\${data.aws_caller_identity.this.account_id}:*"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "stream" {
  role = aws_iam_role.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["firehose:PutRecord", "firehose:PutRecordBatch"]
      Resource = aws_kinesis_firehose_delivery_stream.periplus.arn
    }]
  })
}`

export function firehoseTerraform({ origin }: Feed, name: string): string {
  return `${terraformInputs(name)}

${terraformRoles}

resource "aws_kinesis_firehose_delivery_stream" "periplus" {
  name        = "${stream}"
  destination = "http_endpoint"

  http_endpoint_configuration {
    name               = "periplus"
    url                = "${origin}/api/ingest/v1/firehose"
    access_key         = var.periplus_token
    buffering_interval = 60
    buffering_size     = ${bufferMiB}
    retry_duration     = 7200
    role_arn           = aws_iam_role.firehose.arn
    s3_backup_mode     = "FailedDataOnly"

    request_configuration {
      content_encoding = "GZIP"
    }

    s3_configuration {
      role_arn   = aws_iam_role.firehose.arn
      bucket_arn = aws_s3_bucket.undelivered.arn
    }

    cloudwatch_logging_options {
      enabled         = true
      log_group_name  = aws_cloudwatch_log_group.delivery.name
      log_stream_name = aws_cloudwatch_log_stream.delivery.name
    }
  }

  depends_on = [aws_iam_role_policy.undelivered]
}

resource "aws_cloudwatch_log_subscription_filter" "periplus" {
  for_each        = var.clusters
  name            = "periplus-audit"
  log_group_name  = "/aws/eks/\${each.key}/cluster"
  filter_pattern  = "{ $.kind = \\"Event\\" }"
  destination_arn = aws_kinesis_firehose_delivery_stream.periplus.arn
  role_arn        = aws_iam_role.logs.arn

  depends_on = [aws_iam_role_policy.stream]
}`
}
