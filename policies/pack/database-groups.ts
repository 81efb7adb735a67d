import type { DatabaseClass } from '../databases.ts';
import { databasePort } from '../databases.ts';
import { classOf } from './data-class.ts';
import { databaseTypes } from './databases-in-graph.ts';
import type { Graph } from './graph.ts';
import { type Resource, valueAt } from './resource.ts';
import { securityGroupTypes } from './security-group-rules.ts';

/** A security group with a database behind it. */
export interface DatabaseGroup {
  group: Resource;
  database: Resource;
  databaseClass: DatabaseClass | undefined;
  port: number;
}

/** Unset, RDS takes the engine's own port, which is the same for all of ours. */
export function databaseGroupsIn(graph: Graph): DatabaseGroup[] {
  return graph.ofType(...databaseTypes).flatMap((database) => {
    const port = valueAt(database, 'port');
    const groups = graph
      .targets(database, 'vpcSecurityGroupIds')
      .filter(({ type }) => securityGroupTypes.includes(type));
    return groups.map((group) => ({
      group,
      database,
      databaseClass: classOf(database),
      port: typeof port === 'number' ? port : databasePort,
    }));
  });
}
