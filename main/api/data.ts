import { base } from './base.ts';

export const data = {
  list: base.data.list.handler(({ context, input }) => context.services.data.list(input)),
  info: base.data.info.handler(({ context, input }) => context.services.data.info(input)),
  upload: base.data.upload.handler(({ context, input }) => context.services.data.upload(input)),
  download: base.data.download.handler(({ context, input }) => context.services.data.download(input)),
  remove: base.data.remove.handler(({ context, input }) => context.services.data.remove(input)),
  copy: base.data.copy.handler(({ context, input }) => context.services.data.copy(input)),
  sync: base.data.sync.handler(({ context, input }) => context.services.data.sync(input)),
  artifact: base.data.artifact.handler(({ context, input }) => context.services.data.artifact(input)),
  compareArtifacts: base.data.compareArtifacts.handler(({ context, input }) =>
    context.services.data.compareArtifacts(input),
  ),
  link: base.data.link.handler(({ context, input }) => context.services.data.link(input)),
  verify: base.data.verify.handler(({ context, input }) => context.services.data.verify(input)),
  beginUpload: base.data.beginUpload.handler(({ context, input }) => context.services.data.beginUpload(input)),
  putPart: base.data.putPart.handler(({ context, input }) => context.services.data.putPart(input)),
  completeUpload: base.data.completeUpload.handler(({ context, input }) => context.services.data.completeUpload(input)),
  abortUpload: base.data.abortUpload.handler(({ context, input }) => context.services.data.abortUpload(input)),
};
