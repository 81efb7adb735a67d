/**
 * Properties that say where a program comes from: no place of data, and nobody who comes in. AWS publishes its serverless
 * applications from one region, and from an account of its own.
 */
export const origins: Readonly<Record<string, string>> = {
  'aws:serverlessrepository/cloudFormationStack:CloudFormationStack': 'applicationId',
};
