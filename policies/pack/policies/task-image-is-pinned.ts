import { judgeContainers, taskDefinitionTypes } from '../containers.ts';
import { type Policy, shown } from '../policy.ts';

/** What a registry calls content by; a tag is only a name that it has now. */
const digest = /@sha256:[0-9a-f]{64}$/;

export const taskImageIsPinned: Policy = {
  id: 'task-image-is-pinned',
  requirement: 'Every container runs the very image that was tested.',
  reason: 'A tag can be moved to another image after the tests; a digest cannot.',
  source: 'PCI DSS 6.5.1; SOC 2 CC8.1',
  mend: 'name the image by its digest: <repository>@sha256:<64 hexadecimal digits>',
  types: taskDefinitionTypes,
  *judgeResource(resource) {
    yield* judgeContainers(resource, function* ({ image }) {
      if (!digest.test(String(image))) yield `image is ${shown(image)}, and does not end in @sha256: and a digest`;
    });
  },
};
