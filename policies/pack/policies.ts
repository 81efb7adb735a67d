import type { Policy } from './policy.ts';
import { alarmHasAnActionAndARunbook } from './policies/alarm-has-an-action-and-a-runbook.ts';
import { classesShareNothing } from './policies/classes-share-nothing.ts';
import { dataStaysInResidency } from './policies/data-stays-in-residency.ts';
import { databaseKeepsPointInTime } from './policies/database-keeps-point-in-time.ts';
import { databaseSeesOnlyItsOwn } from './policies/database-sees-only-its-own.ts';
import { everyAlarmIsThere } from './policies/every-alarm-is-there.ts';
import { jobsRunInTime } from './policies/jobs-run-in-time.ts';
import { loadBalancerDropsBadHeaders } from './policies/load-balancer-drops-bad-headers.ts';
import { loadBalancerIsBehindTheFirewall } from './policies/load-balancer-is-behind-the-firewall.ts';
import { loadBalancerLogsAndStays } from './policies/load-balancer-logs-and-stays.ts';
import { loadBalancerSpeaksModernTls } from './policies/load-balancer-speaks-modern-tls.ts';
import { logsAreEncrypted } from './policies/logs-are-encrypted.ts';
import { logsAreKept } from './policies/logs-are-kept.ts';
import { networkIsLogged } from './policies/network-is-logged.ts';
import { noPathBetweenTheClasses } from './policies/no-path-between-the-classes.ts';
import { numbersAreThePolicies } from './policies/numbers-are-the-policies.ts';
import { onlyListedOutputsCross } from './policies/only-listed-outputs-cross.ts';
import { repositoryIsImmutable } from './policies/repository-is-immutable.ts';
import { securityGroupIsNotOpen } from './policies/security-group-is-not-open.ts';
import { serviceSurvivesATask } from './policies/service-survives-a-task.ts';
import { taskHasItsOwnRoles } from './policies/task-has-its-own-roles.ts';
import { taskHasNoPublicAddress } from './policies/task-has-no-public-address.ts';
import { taskHoldsNoPlainSecret } from './policies/task-holds-no-plain-secret.ts';
import { taskImageIsPinned } from './policies/task-image-is-pinned.ts';
import { taskLogsAndIsBounded } from './policies/task-logs-and-is-bounded.ts';
import { taskRootIsReadOnly } from './policies/task-root-is-read-only.ts';
import { topicAndQueueAreEncrypted } from './policies/topic-and-queue-are-encrypted.ts';

/** All policies, in the order in which findings are printed. */
export const policies: readonly Policy[] = [
  databaseKeepsPointInTime,
  taskRootIsReadOnly,
  taskHasItsOwnRoles,
  taskHasNoPublicAddress,
  taskHoldsNoPlainSecret,
  taskImageIsPinned,
  taskLogsAndIsBounded,
  serviceSurvivesATask,
  loadBalancerSpeaksModernTls,
  loadBalancerDropsBadHeaders,
  loadBalancerLogsAndStays,
  loadBalancerIsBehindTheFirewall,
  logsAreKept,
  logsAreEncrypted,
  networkIsLogged,
  securityGroupIsNotOpen,
  databaseSeesOnlyItsOwn,
  noPathBetweenTheClasses,
  classesShareNothing,
  dataStaysInResidency,
  alarmHasAnActionAndARunbook,
  everyAlarmIsThere,
  jobsRunInTime,
  onlyListedOutputsCross,
  topicAndQueueAreEncrypted,
  repositoryIsImmutable,
  numbersAreThePolicies,
];
