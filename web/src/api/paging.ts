// Keyset lists as the screens use them: loaded page by page, shown as one.
import { type InfiniteData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Page } from './types'

export type Listing<Item, Answer> = {
  rows: Item[]
  /** The first page, with what a list tells once. */
  first: Answer | undefined
  loading: boolean
  error: unknown
  onRetry: () => void
  hasMore: boolean
  loadingMore: boolean
  failedMore: boolean
  onLoadMore: () => void
}

export function useListing<Item, Answer extends Page<Item> = Page<Item>>(options: {
  key: QueryKey
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Answer>
  enabled?: boolean
}): Listing<Item, Answer> {
  const query = useInfiniteQuery<Answer, Error, InfiniteData<Answer>, QueryKey, string | undefined>({
    queryKey: options.key,
    queryFn: ({ pageParam, signal }) => options.load(pageParam, signal),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    enabled: options.enabled ?? true,
    placeholderData: (old) => old,
  })
  // The same rows are the same list, so that what is worked out of it can be kept.
  const pages = query.data?.pages
  const rows = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages])
  return {
    rows,
    first: pages?.[0],
    loading: query.isPending && (options.enabled ?? true),
    // What is on the screen stays there when only a refresh failed.
    error: rows.length === 0 ? query.error : null,
    onRetry: () => void query.refetch(),
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    failedMore: query.isFetchNextPageError,
    onLoadMore: () => {
      if (!query.isFetchingNextPage) void query.fetchNextPage()
    },
  }
}

/** Every page of a list that is known to be short, such as companies in a picker. */
export async function all<Item>(load: (cursor: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | undefined
  do {
    const page = await load(cursor)
    items.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor !== undefined && items.length < 2000)
  return items
}
