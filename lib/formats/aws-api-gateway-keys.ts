/** What people call $context variables in their access log format; spelling in another case or with other separators is the same key. */
import { KeyTable } from './key-table';

export const enum A {
  TIME = 1, EPOCH, ID, OTHER_ID, CLIENT, METHOD, PATH, TEMPLATE, ROUTE_KEY, HOST, STATUS, SIZE_OUT, DURATION, LATENCY, INTEGRATION_MS, INTEGRATION_STATUS, ERROR, INTEGRATION_ERROR, RESPONSE_TYPE, API, TRACE, EVENT, WAF, ANY_TIME,
}

const NAMES: [A, string][] = [
  [A.TIME, 'requestTime context.requestTime'],
  [A.EPOCH, 'requestTimeEpoch context.requestTimeEpoch'],
  [A.ID, 'requestId context.requestId'],
  [A.OTHER_ID, 'extendedRequestId apiRequestId requestIdExtended context.extendedRequestId'],
  [A.CLIENT, 'ip sourceIp clientIp callerIp identity.sourceIp context.identity.sourceIp'],
  [A.METHOD, 'httpMethod method requestMethod context.httpMethod'],
  [A.PATH, 'path requestPath context.path'],
  [A.TEMPLATE, 'resourcePath context.resourcePath'],
  [A.ROUTE_KEY, 'routeKey context.routeKey'],
  [A.HOST, 'domainName context.domainName'],
  [A.STATUS, 'status statusCode responseStatus context.status'],
  [A.SIZE_OUT, 'responseLength context.responseLength'],
  [A.DURATION, 'responseLatency context.responseLatency responseLatencyMs'],
  [A.LATENCY, 'latency latencyMs'],
  [A.INTEGRATION_MS, 'integrationLatency integration.latency context.integrationLatency context.integration.latency integrationLatencyMs integration.integrationLatency'],
  [A.INTEGRATION_STATUS, 'integrationStatus integration.status integration.integrationStatus context.integration.status context.integrationStatus integrationStatusCode backendStatus'],
  [A.ERROR, 'errorMessage error.message error.messageString errorMessageString context.error.message context.error.messageString message messageString error'],
  [A.INTEGRATION_ERROR, 'integrationErrorMessage integration.error integrationError context.integration.error context.integrationErrorMessage authorizerError authorizer.error'],
  [A.RESPONSE_TYPE, 'errorResponseType error.responseType responseType context.error.responseType'],
  [A.API, 'apiId context.apiId'],
  [A.TRACE, 'xrayTraceId context.xrayTraceId'],
  [A.EVENT, 'eventType connectionId connectedAt messageId messageDirection context.eventType context.connectionId'],
  [A.ANY_TIME, 'time timestamp @timestamp requestTimestamp'],
  [A.WAF, 'wafResponseCode context.wafResponseCode'],
];

export const AWS_KEYS = new KeyTable(Object.fromEntries(NAMES.flatMap(([code, names]) => names.split(' ').map((name) => [name, code]))), true);
/** Groups of variables: 1 = keys mean the same inside, 2 = they are the integration's, 3 = an error's. */
export const GROUP = new KeyTable({ context: 1, request: 1, response: 1, identity: 1, api: 1, requestContext: 1, http: 1, integration: 2, error: 3, authorizer: 3 }, true);
