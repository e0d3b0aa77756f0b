// Parts of undici that leave the global dispatcher (and with it everybody's `fetch`) alone. They are
// no public API: the version is pinned, and a test bundles them and looks.

declare module 'undici/lib/dispatcher/env-http-proxy-agent.js' {
  import type { EnvHttpProxyAgent as Agent } from 'undici';
  const EnvHttpProxyAgent: typeof Agent;
  export = EnvHttpProxyAgent;
}

declare module 'undici/lib/dispatcher/pool.js' {
  import type { Pool as ConnectionPool } from 'undici';
  const Pool: typeof ConnectionPool;
  export = Pool;
}

declare module 'undici/lib/api/api-connect.js' {
  import type { Dispatcher } from 'undici';
  const connect: Dispatcher['connect'];
  export = connect;
}

declare module 'undici/lib/api/api-request.js' {
  import type { Dispatcher } from 'undici';
  function request(
    this: Dispatcher,
    options: Dispatcher.RequestOptions,
  ): Promise<Dispatcher.ResponseData>;
  export = request;
}
