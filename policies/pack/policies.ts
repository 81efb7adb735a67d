import type { Policy } from './policy.ts';
import { alarmCanRing } from './policies/alarm-can-ring.ts';
import { alarmHasAnActionAndARunbook } from './policies/alarm-has-an-action-and-a-runbook.ts';
import { bucketIsClosedToThePublic } from './policies/bucket-is-closed-to-the-public.ts';
import { bucketIsEncrypted } from './policies/bucket-is-encrypted.ts';
import { bucketKeepsVersions } from './policies/bucket-keeps-versions.ts';
import { bucketResistsDeletion } from './policies/bucket-resists-deletion.ts';
import { bucketSpeaksTlsOnly } from './policies/bucket-speaks-tls-only.ts';
import { classesShareNothing } from './policies/classes-share-nothing.ts';
import { dataStaysInResidency } from './policies/data-stays-in-residency.ts';
import { databaseEngineIsSupported } from './policies/database-engine-is-supported.ts';
import { databaseExportsItsLogs } from './policies/database-exports-its-logs.ts';
import { databaseIsEncrypted } from './policies/database-is-encrypted.ts';
import { databaseIsNotPublic } from './policies/database-is-not-public.ts';
import { databaseIsWatched } from './policies/database-is-watched.ts';
import { databaseKeepsPointInTime } from './policies/database-keeps-point-in-time.ts';
import { databasePasswordIsManaged } from './policies/database-password-is-managed.ts';
import { databaseResistsDeletion } from './policies/database-resists-deletion.ts';
import { databaseSeesOnlyItsOwn } from './policies/database-sees-only-its-own.ts';
import { databaseSpeaksTlsOnly } from './policies/database-speaks-tls-only.ts';
import { databaseStartsNoCopyElsewhere } from './policies/database-starts-no-copy-elsewhere.ts';
import { databaseSurvivesAZone } from './policies/database-survives-a-zone.ts';
import { databaseTakesIamLogins } from './policies/database-takes-iam-logins.ts';
import { databaseTakesMinorUpgrades } from './policies/database-takes-minor-upgrades.ts';
import { dumpBucketIsLocked } from './policies/dump-bucket-is-locked.ts';
import { dumpBucketLetsGo } from './policies/dump-bucket-lets-go.ts';
import { lockedBucketLogsItsAccess } from './policies/locked-bucket-logs-its-access.ts';
import { writerCannotDelete } from './policies/writer-cannot-delete.ts';
import { evidenceBucketKeepsAll } from './policies/evidence-bucket-keeps-all.ts';
import { everyAlarmIsThere } from './policies/every-alarm-is-there.ts';
import { jobsRunInTime } from './policies/jobs-run-in-time.ts';
import { keyCannotGoSoon } from './policies/key-cannot-go-soon.ts';
import { keyNamesItsUsers } from './policies/key-names-its-users.ts';
import { keyRotates } from './policies/key-rotates.ts';
import { loadBalancerDropsBadHeaders } from './policies/load-balancer-drops-bad-headers.ts';
import { loadBalancerIsBehindTheFirewall } from './policies/load-balancer-is-behind-the-firewall.ts';
import { loadBalancerLogsAndStays } from './policies/load-balancer-logs-and-stays.ts';
import { loadBalancerSpeaksModernTls } from './policies/load-balancer-speaks-modern-tls.ts';
import { logsAreEncrypted } from './policies/logs-are-encrypted.ts';
import { logsAreKept } from './policies/logs-are-kept.ts';
import { networkIsLogged } from './policies/network-is-logged.ts';
import { noPathBetweenTheClasses } from './policies/no-path-between-the-classes.ts';
import { nobodyBypassesTheLock } from './policies/nobody-bypasses-the-lock.ts';
import { numbersAreThePolicies } from './policies/numbers-are-the-policies.ts';
import { onlyListedOutputsCross } from './policies/only-listed-outputs-cross.ts';
import { onlyOurAccountComesIn } from './policies/only-our-account-comes-in.ts';
import { pointInTimeIsNotOwnedTwice } from './policies/point-in-time-is-not-owned-twice.ts';
import { recoveryPlanMeetsTheObjective } from './policies/recovery-plan-meets-the-objective.ts';
import { repositoryIsImmutable } from './policies/repository-is-immutable.ts';
import { restoresAreTested } from './policies/restores-are-tested.ts';
import { roleGrantsNoWildcard } from './policies/role-grants-no-wildcard.ts';
import { roleIsAssumedByName } from './policies/role-is-assumed-by-name.ts';
import { secretHasItsOwnKey } from './policies/secret-has-its-own-key.ts';
import { secretIsNotInTheProgram } from './policies/secret-is-not-in-the-program.ts';
import { secretRotates } from './policies/secret-rotates.ts';
import { securityGroupIsNotOpen } from './policies/security-group-is-not-open.ts';
import { serviceSurvivesATask } from './policies/service-survives-a-task.ts';
import { taskHasItsOwnRoles } from './policies/task-has-its-own-roles.ts';
import { taskHasNoPublicAddress } from './policies/task-has-no-public-address.ts';
import { taskHoldsNoPlainSecret } from './policies/task-holds-no-plain-secret.ts';
import { taskImageIsPinned } from './policies/task-image-is-pinned.ts';
import { taskLogsAndIsBounded } from './policies/task-logs-and-is-bounded.ts';
import { taskRootIsReadOnly } from './policies/task-root-is-read-only.ts';
import { topicAndQueueAreEncrypted } from './policies/topic-and-queue-are-encrypted.ts';
import { vaultIsLocked } from './policies/vault-is-locked.ts';

/** All policies, in the order in which findings are printed. */
export const policies: readonly Policy[] = [
  databaseIsEncrypted,
  databaseIsNotPublic,
  databaseResistsDeletion,
  databaseSurvivesAZone,
  databaseKeepsPointInTime,
  databaseTakesIamLogins,
  databaseSpeaksTlsOnly,
  databaseExportsItsLogs,
  databaseIsWatched,
  databaseTakesMinorUpgrades,
  databaseEngineIsSupported,
  databasePasswordIsManaged,
  databaseStartsNoCopyElsewhere,
  bucketIsClosedToThePublic,
  bucketKeepsVersions,
  bucketSpeaksTlsOnly,
  bucketIsEncrypted,
  bucketResistsDeletion,
  dumpBucketIsLocked,
  dumpBucketLetsGo,
  evidenceBucketKeepsAll,
  lockedBucketLogsItsAccess,
  writerCannotDelete,
  nobodyBypassesTheLock,
  keyRotates,
  keyNamesItsUsers,
  keyCannotGoSoon,
  secretRotates,
  secretHasItsOwnKey,
  secretIsNotInTheProgram,
  roleGrantsNoWildcard,
  roleIsAssumedByName,
  vaultIsLocked,
  recoveryPlanMeetsTheObjective,
  restoresAreTested,
  pointInTimeIsNotOwnedTwice,
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
  onlyOurAccountComesIn,
  dataStaysInResidency,
  alarmHasAnActionAndARunbook,
  alarmCanRing,
  everyAlarmIsThere,
  jobsRunInTime,
  onlyListedOutputsCross,
  topicAndQueueAreEncrypted,
  repositoryIsImmutable,
  numbersAreThePolicies,
];
