/** A task that does a job: a dump or a restore wants both halves of the pipe, and memory for the parts under way. */
export const jobProcessorUnits = 1024;
export const jobMemoryMib = 2048;

/** Longest that Fargate lets a stopping task finish. A killed job leaves nothing broken, but has to be done again. */
export const stopSecondsMax = 120;

/** Tries of the scheduler to start a job; each may meet a moment without room in a zone. */
export const jobStartTriesMax = 10;

/** How long the queue keeps what the scheduler could not start: the longest that SQS offers. */
export const failedStartsKeepDays = 14;

/** Longest wait for a task that has to succeed before a deployment: a migration of a large table takes its time. */
export const taskWaitMinutesMax = 60;

/** How often ECS is asked how such a task is. */
export const taskPollSeconds = 5;

/** Health of a container: asked this often, given this long, and believed after so many failures in a row. */
export const healthEverySeconds = 10;
export const healthSecondsMax = 5;
export const healthFailuresMax = 3;

/** A new task may take this long to its first connection before its failures count. */
export const serviceGraceSeconds = 60;
