// Workflow templates, and the review matrix that says who reviews what.
import { queryOptions } from '@tanstack/react-query'
import { send } from '../client'
import { loose } from '../loose'
import type {
  MatrixTest,
  NewTemplate,
  Page,
  ReviewCriteria,
  ReviewMatrix,
  ReviewRule,
  ReviewRuleBody,
  Template,
  TemplateEdit,
  TemplateItem,
  TemplateList,
} from '../types'
import { type At, place } from './project'

const P = '/api/v1/organisations/{organisation}/projects/{project}'
const W = `${P}/workflow-templates`
const M = `${P}/review-matrix`
const path = (at: At, more: object = {}) => ({ path: { ...place(at), ...more } })

export const templatesKey = (at: At) => ['project', at.org, at.project, 'templates']
export const listTemplates =
  (at: At, filter: { state?: string | undefined; category?: string | undefined }) =>
  (cursor: string | undefined, signal?: AbortSignal): Promise<Page<TemplateItem>> =>
    send(loose.GET(W, { params: { ...path(at), query: { ...filter, cursor } }, ...(signal ? { signal } : {}) }))
/** The categories there are, and what this person may do with templates. */
export const templatesMayQuery = (at: At) =>
  queryOptions({
    queryKey: [...templatesKey(at), 'may'],
    queryFn: ({ signal }): Promise<TemplateList> => send(loose.GET(W, { params: { ...path(at), query: { limit: 1 } }, signal })),
  })
export const templateQuery = (at: At, id: string) =>
  queryOptions({
    queryKey: [...templatesKey(at), 'one', id],
    queryFn: ({ signal }): Promise<Template> => send(loose.GET(`${W}/{template}`, { params: path(at, { template: id }), signal })),
  })
export const createTemplate = (at: At, body: NewTemplate): Promise<Template> => send(loose.POST(W, { params: path(at), body }))
export const editTemplate = (at: At, id: string, body: TemplateEdit): Promise<Template> =>
  send(loose.PATCH(`${W}/{template}`, { params: path(at, { template: id }), body }))
export const moveTemplate = (at: At, id: string, act: 'activate' | 'archive', version: number): Promise<Template> =>
  send(loose.POST(`${W}/{template}/${act}`, { params: path(at, { template: id }), body: { version } }))
export const cloneTemplate = (at: At, id: string, body: { name: string; project_id?: string }): Promise<Template> =>
  send(loose.POST(`${W}/{template}/clone`, { params: path(at, { template: id }), body }))
export const deleteTemplate = (at: At, id: string): Promise<void> =>
  send(loose.DELETE(`${W}/{template}`, { params: path(at, { template: id }) }))

export const matrixKey = (at: At) => ['project', at.org, at.project, 'review-matrix']
/** The first two hundred rules, which is more than any project was seen to have. */
export const matrixQuery = (at: At) =>
  queryOptions({
    queryKey: matrixKey(at),
    queryFn: ({ signal }): Promise<ReviewMatrix> => send(loose.GET(M, { params: { ...path(at), query: { limit: 200 } }, signal })),
  })
export const createRule = (at: At, body: ReviewRuleBody): Promise<ReviewRule> => send(loose.POST(M, { params: path(at), body }))
export const changeRule = (at: At, rule: string, body: { version: number; rule: ReviewRuleBody }): Promise<ReviewRule> =>
  send(loose.PUT(`${M}/{rule}`, { params: path(at, { rule }), body }))
export const deleteRule = (at: At, rule: string): Promise<void> => send(loose.DELETE(`${M}/{rule}`, { params: path(at, { rule }) }))
export const testMatrix = (at: At, body: ReviewCriteria): Promise<MatrixTest> => send(loose.POST(`${M}/test`, { params: path(at), body }))
