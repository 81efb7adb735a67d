import type { DatabaseClass } from '../../policies/databases.ts';
import { type Program, programsOf } from './database-programs.ts';
import { rolesThatMay } from './role-rights.ts';
import { readSnapshot, resourcesOf, type Snapshot } from './snapshot.ts';

/** Who reaches a database in production, by the snapshot of its infrastructure; a check keeps that equal to the code. */
export interface Reach {
  waysIn: readonly WayIn[];
  programs: readonly Program[];
  /** The administrator of the server, and the roles that may read its password. */
  administrator: { name: string; readBy: readonly string[] };
  /** Roles that may read the password of each user, by the user’s name. */
  passwordReadBy: ReadonlyMap<string, readonly string[]>;
  /** Roles that may read what lies in the bucket of dumps. */
  dumpsReadBy: readonly string[];
}

/** What the network lets through to a database's server. */
export interface WayIn {
  /** The security group whose members are let in, or addresses. */
  from: string;
  ports: string;
}

/** Secrets Manager puts six characters behind a name. */
const anySuffix = '-aB3dE6';

/** Null where there is no snapshot. */
export function readReach(repository: string, database: DatabaseClass): Reach | null {
  const snapshot = readSnapshot(repository, 'production', database);
  if (snapshot === null) return null;
  const readersOf = (secret: string) => rolesThatMay(snapshot, 'secretsmanager:GetSecretValue', secret + anySuffix);
  const secrets = resourcesOf(snapshot, 'aws:secretsmanager/secret:Secret').filter(([user]) =>
    user.startsWith(`${database}_`),
  );
  const [, bucket] = resourcesOf(snapshot, 'aws:s3/bucket:Bucket').find(([name]) => name === 'dumps') ?? [];
  return {
    waysIn: waysInto(snapshot),
    programs: programsOf(snapshot, database),
    // The name of RDS's own secret begins with what it is of.
    administrator: {
      name: administratorOf(snapshot),
      readBy: [...new Set(['rds!db', 'rds!cluster'].flatMap(readersOf))],
    },
    passwordReadBy: new Map(secrets.map(([user, { properties }]) => [user, readersOf(String(properties['name']))])),
    dumpsReadBy: rolesThatMay(snapshot, 's3:GetObject', `${String(bucket?.properties['bucket'])}/${database}/any`),
  };
}

function administratorOf(snapshot: Snapshot): string {
  const [[, server] = []] = [
    ...resourcesOf(snapshot, 'aws:rds/instance:Instance'),
    ...resourcesOf(snapshot, 'aws:rds/cluster:Cluster'),
  ];
  const { username, masterUsername } = server?.properties ?? {};
  return String(username ?? masterUsername);
}

function waysInto(snapshot: Snapshot): WayIn[] {
  const group = 'aws:ec2/securityGroup:SecurityGroup ';
  const rules = resourcesOf(snapshot, 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule');
  return rules.flatMap(([, { from = {}, properties }]) => {
    if (!from['securityGroupId']?.includes(`${group}database`)) return [];
    const source = from['referencedSecurityGroupId']?.map((one) => one.replace(group, '')).join(', ');
    const { cidrIpv4, fromPort, toPort } = properties as Record<string, string | number | undefined>;
    const ports = fromPort === toPort ? String(fromPort) : `${fromPort} to ${toPort}`;
    return [{ from: source ?? String(cidrIpv4 ?? 'a source that the snapshot does not name'), ports }];
  });
}
