/** Load balancers and gateways of clouds, and logs of one's own. */
import type { GatewayAdvice } from './gateway-advice';

const API_GATEWAY = '{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","requestTimeEpoch":"$context.requestTimeEpoch","httpMethod":"$context.httpMethod","path":"$context.path","resourcePath":"$context.resourcePath","status":"$context.status","responseLatency":"$context.responseLatency","integrationLatency":"$context.integrationLatency","integrationStatus":"$context.integrationStatus","integrationErrorMessage":"$context.integrationErrorMessage","errorMessage":"$context.error.message","errorResponseType":"$context.error.responseType"}';
const balancer = 'The balancer logs one line a call: the target that it ended with.';

export const cloudAdvice: Record<string, GatewayAdvice> = {
  'aws-alb': { title: 'AWS Application Load Balancer', advice: [], cannot: { phase: 'Connect time is not logged; a 504 after 10 s without a target time is a connect timeout, one after the idle timeout a first byte timeout. Enter your idle timeout above as the read limit.', retries: balancer } },
  'aws-clb': { title: 'AWS Classic Load Balancer', advice: [], cannot: { phase: 'Connect time is not logged. Enter your idle timeout above as the read limit.', retries: balancer, client: 'A Classic Load Balancer writes nothing of its own when a client leaves; an Application Load Balancer writes 460.', request: 'A Classic Load Balancer logs no request id; an Application Load Balancer logs a trace id.' } },
  'aws-api-gateway': {
    title: 'AWS API Gateway', cannot: { phase: 'API Gateway does not say in which phase an integration timed out.', instance: 'The integration is one target for the gateway; log its instances where they run.', retries: 'API Gateway does not retry.' },
    advice: [{ answers: ['duration', 'client', 'request', 'zone'], place: 'Stage → Logs and tracing → Custom access logging → Log format', lines: API_GATEWAY }],
  },
  gcp: {
    title: 'Google Cloud load balancer', cannot: { phase: 'The reason (statusDetails) tells connect from timeout; times of phases are not logged.', retries: 'Google’s balancer does not log retries.' },
    advice: [{ answers: ['duration', 'instance', 'client', 'request', 'zone'], place: 'Cloud Shell', lines: 'gcloud compute backend-services update BACKEND_SERVICE --global \\\n  --enable-logging --logging-sample-rate=1.0 --logging-optional=INCLUDE_ALL_OPTIONAL', note: 'A sample rate below 1 makes every count wrong.' }],
  },
  cloudflare: {
    title: 'Cloudflare', cannot: { retries: 'Cloudflare does not log retries to the origin.' },
    advice: [{ answers: ['duration', 'phase', 'instance', 'client', 'request', 'zone'], place: 'Logpush job (http_requests), output_options', lines: '"field_names": ["EdgeStartTimestamp", "EdgeEndTimestamp", "EdgeResponseStatus", "EdgeTimeToFirstByteMs", "ClientIP", "ClientRequestHost", "ClientRequestMethod", "ClientRequestURI", "RayID", "OriginIP", "OriginResponseStatus", "OriginDNSResponseTimeMs", "OriginTCPHandshakeDurationMs", "OriginTLSHandshakeDurationMs", "OriginRequestHeaderSendDurationMs", "OriginResponseHeaderReceiveDurationMs", "OriginResponseDurationMs"],\n"timestamp_format": "rfc3339", "sample_rate": 1' }],
  },
  'azure-app-gateway': {
    title: 'Azure Application Gateway', cannot: { phase: 'A timeout’s phase is told only where serverConnectTime and serverHeaderTime are exported.', retries: 'Retries are not logged.' },
    advice: [{ answers: ['duration', 'instance', 'client', 'request', 'zone'], place: 'Azure CLI', lines: 'az monitor diagnostic-settings create --name calls --resource GATEWAY_ID --storage-account ACCOUNT \\\n  --logs \'[{"category":"ApplicationGatewayAccessLog","enabled":true}]\'' }],
  },
  'azure-apim': {
    title: 'Azure API Management', cannot: { phase: 'backendTime is the whole call of the backend; lastError names connect failures and timeouts.', retries: 'A retry policy logs its last call only.', instance: 'The backend is one address for the gateway.' },
    advice: [{ answers: ['duration', 'client', 'request', 'zone'], place: 'Azure CLI', lines: 'az monitor diagnostic-settings create --name calls --resource SERVICE_ID --storage-account ACCOUNT \\\n  --logs \'[{"category":"GatewayLogs","enabled":true}]\'' }],
  },
  iis: {
    title: 'IIS and Application Request Routing', cannot: { phase: 'Win32 status 12002 of ARR is a timeout of any phase, 12029 a failed connect.', retries: 'ARR logs no retries.', instance: 'The log names the proxy’s own address. Turn on “Write ARR server information” in the server farm’s proxy settings: it adds the chosen server to the query.', request: 'Add a custom field for the header X-Request-ID in the site’s logging settings.' },
    advice: [{ answers: ['duration', 'client', 'zone'], place: '%windir%\\System32\\inetsrv\\config\\applicationHost.config, in the site', lines: '<logFile logFormat="W3C" logExtFileFlags="Date, Time, ClientIP, UserName, SiteName, ServerIP, Method, UriStem, UriQuery, HttpStatus, HttpSubStatus, Win32Status, BytesSent, BytesRecv, TimeTaken, ServerPort, UserAgent, Host" />' }],
  },
  application: {
    title: 'Logs of your own', cannot: {},
    advice: [{ answers: ['duration', 'phase', 'instance', 'retries', 'client', 'request', 'zone'], place: 'one JSON object a line', lines: '{"timestamp":"2026-03-12T09:20:01.123Z","request_id":"7b0f3c52","method":"GET","path":"/flights/search","status":504,"duration_ms":25003,"upstream":"10.0.0.9:8080","upstream_status":504,"connect_ms":1,"first_byte_ms":null,"retries":1,"error":"timeout awaiting response headers"}' }],
  },
  opentelemetry: {
    title: 'OpenTelemetry', cannot: { phase: 'Spans have one duration. Connect and first byte are told only by spans of the client library’s own (dns, connect).', client: 'A span says that it was cancelled, not by whom.' },
    advice: [{ answers: ['duration', 'instance', 'retries', 'request', 'zone'], place: 'the collector’s configuration', lines: 'exporters:\n  file:\n    path: /var/log/otel/traces.json\nservice:\n  pipelines:\n    traces:\n      receivers: [otlp]\n      exporters: [file]', note: 'Without sampling: a sampled trace file makes every count wrong. Client spans (kind 3) become the attempts.' }],
  },
};
