import { describe, expect, it } from 'vitest'
import { redactedUri } from './request-uri.ts'

describe('the address of a request', () => {
  it.each([
    '/readyz?verbose',
    '/api/v1/pods?limit=500&resourceVersion=0',
    '/api/v1/pods?allowWatchBookmarks=true&fieldSelector=metadata.name%3Dweb&resourceVersion=83&timeout=8m57s&timeoutSeconds=537&watch=true',
    '/api/v1/namespaces/shop/pods?labelSelector=app+in+(a%2Cb),!c&sendInitialEvents=true&resourceVersionMatch=NotOlderThan',
    '/apis/apps/v1/namespaces/shop/deployments/web?dryRun=All&fieldManager=kubectl-client-side-apply&fieldValidation=Strict&force=false&propagationPolicy=Background&gracePeriodSeconds=30&pretty=true',
    '/api/v1/namespaces/shop/pods/web-0/log?container=app&follow=true&tailLines=100&sinceSeconds=60&limitBytes=1&timestamps=true&sinceTime=2026-11-23T20%3A02%3A34Z',
    '/api/v1/pods',
  ])('stays as it is: %s', (uri) => {
    expect(redactedUri(uri)).toBe(uri)
  })

  it.each([
    [
      '/x/exec?command=sh&command=-c&container=app&tty=true',
      '/x/exec?command=…&command=…&container=app&tty=true',
    ],
    ['/api/v1/pods?limit=500&continue=eyJ2Ijoi', '/api/v1/pods?limit=500&continue=…'],
    ['/healthz?hunter2', '/healthz?…'],
    ['/healthz?aHVudGVyMg==', '/healthz?…'],
    ['/healthz?limit=hunter2&token=hunter2', '/healthz?limit=…&token=…'],
    ['/healthz?limit=5;token=hunter2', '/healthz?limit=…'],
    ['/healthz?t%6fken=hunter2', '/healthz?…'],
    ['/hook/token=hunter2/next;hunter2', '/hook/token=…/next;…'],
    ['/x/pods/web-0/proxy/login/hunter2?limit=5&watch=true', '/x/pods/web-0/proxy/…?limit=…&watch=…'],
    ['/x/pods/web-0/proxy?verbose', '/x/pods/web-0/proxy?…'],
  ])('loses what may be a secret: %s', (uri, kept) => {
    expect(redactedUri(uri)).toBe(kept)
  })
})
