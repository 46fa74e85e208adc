/** Every format that a line can have. The order settles ties only; which one a line has is for its `sniff` to say. */
import type { Format } from './format';
import { kongText } from './kong-text';
import { kongJson } from './kong-json';
import { gcpLb } from './gcp-lb';
import { cloudflare } from './cloudflare';
import { azureAppGateway } from './azure-app-gateway';
import { azureApim } from './azure-apim';
import { awsAlb } from './aws-alb';
import { awsApiGateway } from './aws-api-gateway';
import { awsClb } from './aws-clb';
import { apisixJson } from './apisix-json';
import { apintoJson } from './apinto-json';
import { envoyJson } from './envoy-json';
import { envoyText } from './envoy-text';
import { haproxyHttp } from './haproxy-http';
import { haproxyTcp } from './haproxy-tcp';
import { apacheAccess } from './apache-access';
import { apacheError } from './apache-error';
import { apisixAccess } from './apisix-access';
import { caddyJson } from './caddy-json';
import { istioText } from './istio-text';
import { otlp } from './otlp';
import { appText } from './app-text';
import { ndjson } from './ndjson';
import { csv } from './csv';
import { iisW3c } from './iis-w3c';
import { nginxCombined } from './nginx-combined';
import { nginxError } from './nginx-error';
import { nginxIngress } from './nginx-ingress';
import { nginxJson } from './nginx-json';
import { nginxProxyManager } from './nginx-proxy-manager';
import { nginxUpstream } from './nginx-upstream';
import { traefikClf } from './traefik-clf';
import { traefikJson } from './traefik-json';

export const FORMATS: readonly Format[] = [
  haproxyHttp,
  haproxyTcp,
  nginxCombined,
  nginxUpstream,
  nginxIngress,
  nginxProxyManager,
  apisixAccess,
  nginxJson,
  nginxError,
  apacheAccess,
  apacheError,
  caddyJson,
  envoyText,
  istioText,
  envoyJson,
  traefikClf,
  traefikJson,
  kongJson,
  kongText,
  apisixJson,
  apintoJson,
  awsApiGateway,
  awsAlb,
  awsClb,
  iisW3c,
  gcpLb,
  cloudflare,
  azureAppGateway,
  azureApim,
  otlp,
  ndjson,
  csv,
  appText,
];

/** The format of a stored id; null for one that this version does not know. */
export function formatOf(id: string): Format | null { return FORMATS.find((f) => f.id === id) ?? null; }
