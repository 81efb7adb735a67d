import { Cluster } from '@pulumi/aws/ecs/cluster.js';
import type { Resource } from '@pulumi/pulumi';
import { makeAlarms } from './alarms.ts';
import { prepareDatabase } from './before-deployment.ts';
import type { DataStores } from './data-stores.ts';
import { makeJobs } from './jobs.ts';
import { nameOf } from './names.ts';
import { rotatePasswords } from './password-rotation.ts';
import { makeStripeSecrets, type StripeEnvironments } from './stripe-secrets.ts';
import type { Surroundings } from './surroundings.ts';
import type { TaskPlace } from './task.ts';
import { makeTaskGroup, type TaskGroup, tasksReach } from './task-group.ts';
import { makeTopics, type Topics } from './topics.ts';

/** What a class computes with, for the service that some have. */
export interface Compute {
  cluster: Cluster;
  topics: Topics;
  /** Undefined for a class that Stripe has nothing to do with. */
  stripe: StripeEnvironments | undefined;
  /** What has to have succeeded before anything new works on the database: its users are there, and its schema is newest. */
  databasePrepared: Resource[];
}

/** All that billing and main both compute: what comes before a deployment, the rotation of passwords, the jobs, and the alarms. */
export function makeCompute(surroundings: Surroundings, stores: DataStores): Compute {
  const { databaseClass, configuration, options } = surroundings;
  const cluster = new Cluster(
    'cluster',
    {
      name: nameOf(databaseClass, configuration.stack),
      settings: [{ name: 'containerInsights', value: 'enabled' }],
    },
    options,
  );
  const topics = makeTopics(surroundings);
  const stripe = makeStripeSecrets(surroundings, stores);
  const inside = placeBehind(cluster, makeTaskGroup(surroundings, stores, 'jobs', tasksReach));
  const databasePrepared = prepareDatabase(surroundings, stores, inside);
  rotatePasswords(surroundings, stores, databasePrepared);
  const outside =
    stripe && placeBehind(cluster, makeTaskGroup(surroundings, stores, 'stripe-jobs', [...tasksReach, 'stripe']));
  makeJobs(surroundings, stores, topics, stripe, (job) => {
    const place = job.stripe && outside ? outside : inside;
    return { ...place, ready: [...place.ready, ...databasePrepared] };
  });
  makeAlarms(surroundings, stores, topics);
  return { cluster, topics, stripe, databasePrepared };
}

function placeBehind(cluster: Cluster, { group, rules }: TaskGroup): TaskPlace {
  return { cluster, securityGroupId: group.id, ready: rules };
}
