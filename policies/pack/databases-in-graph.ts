import type { DatabaseClass } from '../databases.ts';
import { classOf } from './data-class.ts';
import { clusterType, instanceType } from './database-types.ts';
import type { Graph } from './graph.ts';
import type { Resource } from './resource.ts';

/** What has a network address and data: an instance, a cluster, or the proxy before them and its further doors. */
export const databaseTypes = [instanceType, clusterType, 'aws:rds/proxy:Proxy', 'aws:rds/proxyEndpoint:ProxyEndpoint'];

/** For each class that has a database here, the first one. */
export function databasesIn(graph: Graph): Map<DatabaseClass, Resource> {
  const found = new Map<DatabaseClass, Resource>();
  for (const database of graph.ofType(instanceType, clusterType)) {
    const databaseClass = classOf(database);
    if (databaseClass !== undefined && !found.has(databaseClass)) found.set(databaseClass, database);
  }
  return found;
}
