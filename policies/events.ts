/** Events that `bulkhead events list` prints unless it is told another number, and the most that it can be told. */
export const listedEvents = 50;
export const listedEventsMax = 1000;
