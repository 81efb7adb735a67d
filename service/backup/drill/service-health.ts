import { Failure } from '../../../failure.ts';
import { startService } from '../../service-process.ts';

/** What the service says of itself. */
export interface ServiceHealth {
  ready: boolean;
  answer: string;
}

const answerCharactersMax = 500;

/**
 * Starts the service on a restored database as production would, asks whether it is ready, and ends it. Ready means that it
 * read the identity row and found this `uuid`. Never throws: that it did not start is an answer as well.
 */
export async function askService(url: string, uuid: string): Promise<ServiceHealth> {
  try {
    // No delivery will come: the secret only lets it start.
    const service = await startService({ BILLING_DATABASE_URL: url, STRIPE_WEBHOOK_SECRETS: 'whsec_drill' });
    try {
      const response = await fetch(`${service.url}/readyz`);
      const answer = (await response.text()).slice(0, answerCharactersMax);
      return { ready: response.status === 200 && answer.includes(uuid), answer: `${response.status} ${answer}` };
    } finally {
      await service.stop();
    }
  } catch (error) {
    const reason = error instanceof Failure ? `${error.message}: ${error.fix}` : String(error);
    return { ready: false, answer: reason.slice(0, answerCharactersMax) };
  }
}
