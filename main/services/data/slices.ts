import { createHash } from 'node:crypto';
import type { ObjectInfo } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';
import type { Workspace } from '#contract/workspace';
import type { Part, Store } from '#main/adapters/stores/port';
import { AppError } from '#main/domain/app-error';
import { missingParts, partRange, planParts, type PartPlan } from '#main/domain/transfer/parts';
import type { Activities } from '../activities.ts';
import { beginOrResume, completeUpload, giveUp } from './begun-upload.ts';
import { persist } from './persist.ts';
import { SliceActivity } from './slice-activity.ts';
import type { UploadRecord, UploadRecords } from './upload-records.ts';

interface Session {
  record: UploadRecord;
  plan: PartPlan;
  store: Store;
  /** The bytes of an upload of one part: sent at the end, as a whole. */
  whole: Uint8Array | null;
  activity: SliceActivity;
}

interface Needs {
  records: UploadRecords;
  activities: Activities;
  storeOf(workspace: string): Promise<Store>;
}

/** Uploads whose bytes come from a browser, slice by slice, in any order and again after a restart of either side. */
export class SliceUploads {
  readonly #needs: Needs;
  readonly #sessions = new Map<string, Session>();

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Begins the upload, or goes on with the one of the same file (name, size, time of change) to the same address. */
  async begin(workspace: Workspace, file: { name: string; size: number; modified: number; uri: S3Uri }) {
    const { name, uri, size, modified } = file;
    const plan = planParts(size);
    const store = await this.#needs.storeOf(workspace.name);
    const identity = {
      workspace: workspace.name,
      uri,
      origin: { kind: 'browser', name },
      size,
      modified,
      sha256: null,
    } as const;
    const open = [...this.#sessions.values()].find(
      ({ record }) => record.uri === uri && record.workspace === workspace.name,
    );
    if (open && open.record.size === size && open.record.modified === modified) return this.#answer(open);
    if (open) throw busy(uri);
    const record = await beginOrResume(this.#needs.records, store, identity, plan);
    return this.#answer(this.#open(record, store));
  }

  /** Takes one slice; the same slice may come twice. */
  async put(id: string, number: number, bytes: Blob): Promise<void> {
    const session = await this.#session(id);
    const { plan, record, activity } = session;
    const expected = number <= plan.count ? partRange(plan, number).length : null;
    if (bytes.size !== expected) {
      throw new AppError({
        code: 'bad-input',
        doing: `sending part ${number} of ${record.uri}`,
        message:
          expected === null
            ? `There are only ${plan.count} parts.`
            : `The part has ${bytes.size} bytes, not ${expected}.`,
        advice: 'The file may have been changed meanwhile: send it again.',
      });
    }
    await activity.during(async (signal) => {
      const body = new Uint8Array(await bytes.arrayBuffer());
      if (record.upload_id === null) session.whole = body;
      else await this.#keep(record, await this.#send(session, record.upload_id, number, body, signal));
    });
    activity.report(bytesThere(session), plan.size);
  }

  /** Makes the object appear, once every part is there. */
  async complete(id: string): Promise<ObjectInfo> {
    const session = await this.#session(id);
    const { plan, record, store, activity } = session;
    const { uri } = record;
    const missing = missingParts(plan, numbersThere(session));
    if (missing.length > 0) {
      throw new AppError({
        code: 'bad-input',
        doing: `completing ${uri}`,
        message: `${missing.length} of ${plan.count} parts have not been sent, the first of them number ${missing[0]}.`,
        advice: 'Send them, then complete it again.',
      });
    }
    return activity.during(async (signal) => {
      const { records } = this.#needs;
      const info =
        record.upload_id === null
          ? await putWhole(session, signal)
          : await completeUpload(records, store, record, signal);
      await records.remove(id);
      this.#sessions.delete(id);
      activity.end();
      return info;
    });
  }

  /** False where there is no such upload (any more). */
  async abort(id: string): Promise<boolean> {
    const session = await this.#session(id).catch(() => null);
    if (!session) return false;
    this.#sessions.delete(id);
    session.activity.cancel();
    await giveUp(this.#needs.records, session.store, session.record);
    return true;
  }

  #send({ record, store }: Session, uploadId: string, number: number, body: Uint8Array, signal?: AbortSignal) {
    return persist(() => store.multipart.part(record.uri, uploadId, number, body, signal ? { signal } : {}), {
      signal,
    });
  }

  #open(record: UploadRecord, store: Store): Session {
    const activity = new SliceActivity(this.#needs.activities, `Sending ${record.origin.name}`, {
      onCancel: () => void this.abort(record.id).catch(() => {}),
      onIdle: () => this.#sessions.delete(record.id),
    });
    const session: Session = { record, plan: planParts(record.size), store, whole: null, activity };
    this.#sessions.set(record.id, session);
    activity.report(bytesThere(session), record.size);
    return session;
  }

  /** The open upload, or the one that an earlier process has begun. */
  async #session(id: string): Promise<Session> {
    const open = this.#sessions.get(id);
    if (open) return open;
    const record = await this.#needs.records.get(id);
    if (record?.origin.kind !== 'browser') throw unknownUpload();
    const store = await this.#needs.storeOf(record.workspace);
    return this.#sessions.get(id) ?? this.#open(record, store);
  }

  async #keep(record: UploadRecord, part: Part): Promise<void> {
    record.parts = [...record.parts.filter(({ number }) => number !== part.number), part].toSorted(
      (a, b) => a.number - b.number,
    );
    await this.#needs.records.save(record);
  }

  #answer(session: Session) {
    const { record, plan } = session;
    return {
      upload: record.id,
      uri: record.uri,
      part_size: plan.partSize,
      parts: plan.count,
      have: numbersThere(session),
    };
  }
}

async function putWhole({ whole, record, store }: Session, signal: AbortSignal | undefined): Promise<ObjectInfo> {
  const body = whole ?? new Uint8Array();
  const sha256 = createHash('sha256').update(body).digest('hex');
  return persist(() => store.put(record.uri, body, { sha256, ...(signal && { signal }) }), { signal });
}

function numbersThere({ record, plan, whole }: Session): number[] {
  if (record.upload_id !== null) return record.parts.map(({ number }) => number);
  return whole || plan.size === 0 ? [1] : [];
}

function bytesThere({ record, whole }: Session): number {
  return record.parts.reduce((sum, { size }) => sum + size, whole?.byteLength ?? 0);
}

function busy(uri: S3Uri): AppError {
  return new AppError({
    code: 'already-there',
    doing: `sending ${uri}`,
    message: 'Another file is being sent to this address.',
    advice: 'Wait for it, or cancel it.',
  });
}

function unknownUpload(): AppError {
  return new AppError({
    code: 'not-found',
    doing: 'going on with an upload',
    message: 'There is no such upload; it may have been cancelled.',
    advice: 'Drop the file again.',
  });
}
