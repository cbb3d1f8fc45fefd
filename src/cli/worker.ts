import { type OpenWork, serveJobs } from '../jobs/serve.ts';
import { openCampaignWork } from './campaign/campaign-worker.ts';

/** The kinds of work that a worker process does. */
const works: Readonly<Record<string, OpenWork>> = {
  campaign: openCampaignWork,
  hunt: async (data) => (await import('./commands/hunt/hunt-worker.ts')).openHuntWork(data),
  survey: async (data) => (await import('./commands/reveal/survey-worker.ts')).openSurveyWork(data),
};

/** The whole life of a worker process. */
export function serve(): void {
  serveJobs(works);
}
