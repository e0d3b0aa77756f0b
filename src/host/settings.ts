import * as vscode from 'vscode';
import type { Caps } from '../jobs/caps.ts';
import type { SeparationModel } from '../engines/on-device/separation/messages.ts';
import { proxyFromEnvironment, type NetworkOptions } from '../engines/apikley/http/proxy.ts';

/** Which engine writes down recordings; `ask` lets the user pick each time. */
export type EngineChoice = 'ask' | 'on-device' | 'apikley';

/** When a payment is asked about: once a job, at each paid request, or not at all. */
export type ConfirmPayments = 'job' | 'step' | 'never';

/** The settings as the rest of the host sees them; a value of the wrong type counts as not set. */
export interface Settings {
  readonly engine: EngineChoice;
  readonly ffmpegPath: string | undefined;
  /** Write how single lines bend into the `.mid`. */
  readonly pitchBends: boolean;
  /** A separation model of the user's, where model and runtime are named. */
  readonly separation: SeparationModel | 'incomplete' | undefined;
  /** Where the service is; `undefined` for its usual places. */
  readonly baseUrl: string | undefined;
  readonly uploadBaseUrl: string | undefined;
  readonly callBackUrl: string | undefined;
  /** Listen for the service's calls where others can reach this computer. */
  readonly receivesCallbacks: boolean;
  /** Limits to what is spent. */
  readonly caps: Caps;
  readonly confirmPayments: ConfirmPayments;
  /** VS Code's own network settings, honoured by everything we send. */
  readonly network: NetworkOptions;
}

/** Reads the settings as they are now; `scope` is the recording they are read for. */
export function readSettings(scope?: vscode.Uri): Settings {
  const own = vscode.workspace.getConfiguration('stemstave', scope);
  const http = vscode.workspace.getConfiguration('http');
  return {
    engine: engineChoice(own.get('engine')),
    ffmpegPath: text(own.get('ffmpegPath')),
    pitchBends: own.get('pitchBends') === true,
    separation: separation(own),
    baseUrl: text(own.get('apikley.baseUrl')),
    uploadBaseUrl: text(own.get('apikley.uploadBaseUrl')),
    callBackUrl: text(own.get('apikley.callBackUrl')),
    caps: {
      perJob: limit(own.get('apikley.maxCreditsPerJob')),
      perMonth: limit(own.get('apikley.maxCreditsPerMonth')),
    },
    confirmPayments: confirmPayments(own.get('apikley.confirmPayments')),
    receivesCallbacks: own.get('apikley.receiveCallbacks') === true,
    network: networkOptions(http),
  };
}

export async function saveEngineChoice(choice: EngineChoice): Promise<void> {
  await vscode.workspace
    .getConfiguration('stemstave')
    .update('engine', choice, vscode.ConfigurationTarget.Global);
}

/** From now on, jobs that stay within the limits are not asked about. */
export async function stopConfirmingPayments(): Promise<void> {
  await vscode.workspace
    .getConfiguration('stemstave')
    .update('apikley.confirmPayments', 'never', vscode.ConfigurationTarget.Global);
}

/**
 * VS Code's own network settings. Where it names no proxy, the one of the environment is meant, as for
 * VS Code itself.
 */
function networkOptions(http: vscode.WorkspaceConfiguration): NetworkOptions {
  const trust = {
    strictTls: http.get('proxyStrictSSL') !== false,
    systemCertificates: http.get('systemCertificates') !== false,
  };
  if (http.get('proxySupport') === 'off') return trust;
  const proxyUrl = text(http.get('proxy'));
  const proxyAuthorization = text(http.get('proxyAuthorization'));
  const bypassHosts = strings(http.get('noProxy'));
  const given = { proxyUrl, bypassHosts };
  return {
    ...(proxyUrl === undefined ? proxyFromEnvironment(process.env) : given),
    proxyAuthorization,
    ...trust,
  };
}

function separation(own: vscode.WorkspaceConfiguration): Settings['separation'] {
  const modelPath = text(own.get('separation.modelPath'));
  const runtimePath = text(own.get('separation.runtimePath'));
  if (modelPath === undefined && runtimePath === undefined) return undefined;
  if (modelPath === undefined || runtimePath === undefined) return 'incomplete';
  return { modelPath, runtimePath, stemNames: strings(own.get('separation.stemNames')) };
}

function engineChoice(value: unknown): EngineChoice {
  return value === 'on-device' || value === 'apikley' ? value : 'ask';
}

function confirmPayments(value: unknown): ConfirmPayments {
  return value === 'step' || value === 'never' ? value : 'job';
}

/** A limit in credits; 0, and whatever is no number, stands for none. */
function limit(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}
