/** How a store is named, in the help of every command that uses one. */
export const storeHelp = `  BILLING_BACKUP_STORE, MAIN_BACKUP_STORE
      s3://bucket/prefix?region=eu-central-1  Amazon S3, or what speaks its protocol: &endpoint=…&path-style=true
                                              credentials as the AWS SDK finds them; objects are locked until the
                                              policy's date unless &object-lock=off; &kms-key=… instead of the bucket's
      file:/folder                            a folder; unset: .bulkhead/backups of this repository
`;
