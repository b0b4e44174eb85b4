import { PageError } from "./page-error";

export interface DatasetUpload {
  namespace: string;
  file: File;
  name: string;
  source: string;
  tags: readonly string[];
}

interface UploadHooks {
  onProgress(sent: number, total: number): void;
  signal: AbortSignal;
}

/**
 * Sends a file to the data center; resolves with the new dataset's id as soon as the server has all of it (its import
 * goes on there). XMLHttpRequest, because `fetch` cannot tell how much has been sent. Throws a PageError; code CANCELLED
 * when the signal was used.
 */
export function uploadDataset(upload: DatasetUpload, { onProgress, signal }: UploadHooks): Promise<string> {
  const form = new FormData();
  // Fields before the file: the server knows what it receives before the first byte of it.
  form.set("name", upload.name);
  if (upload.source) form.set("source", upload.source);
  for (const tag of upload.tags) form.append("tags", tag);
  form.set("file", upload.file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/uploads/datasets?namespace=${encodeURIComponent(upload.namespace)}`);
    request.responseType = "text";
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total);
    request.onerror = () => reject(new PageError("NETWORK", "The upload was interrupted."));
    request.onabort = () => reject(new PageError("CANCELLED", "The upload was stopped."));
    request.onload = () => {
      const answer = parsed(request.responseText);
      if (request.status < 300 && answer.id) resolve(answer.id);
      else
        reject(
          new PageError(answer.code ?? "INTERNAL", answer.message ?? request.statusText, answer.requestId),
        );
    };
    signal.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}

interface UploadAnswer {
  id?: string;
  code?: string;
  message?: string;
  requestId?: string;
}

/** A proxy in between may answer with a page of its own. */
function parsed(text: string): UploadAnswer {
  try {
    return JSON.parse(text) as UploadAnswer;
  } catch {
    return {};
  }
}
