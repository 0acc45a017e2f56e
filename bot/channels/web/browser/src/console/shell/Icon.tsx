// The console's icons, drawn as those of the chat page; a meaning is never told by an icon alone.
import type { ReactNode } from "react";

const PATHS = {
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5 20 20",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  collect: "M12 5v14M5 12h14",
  flag: "M5 21V4h12l-2 4 2 4H5",
  mail: "M3 6h18v12H3zM3 7l9 7 9-7",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1",
  pin: "M9 4h6l-1 6 4 4H6l4-4zM12 14v6",
  request: "M6 3h9l4 4v14H6zM14 3v5h5M9 13h7M9 17h5",
  compare: "M12 4v16M4 6h5v12H4zM15 6h5v12h-5z",
  page: "M14 4h6v6m0-6-9 9M10 5H5v14h14v-5",
  phone: "M6 3h4l2 5-3 2a11 11 0 0 0 5 5l2-3 5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4 21a8 8 0 0 1 16 0",
  agency: "M3 21h18M5 21V9l7-5 7 5v12M9 21v-6h6v6M9 11h.01M15 11h.01",
  policy: "M12 3 5 6v6c0 4.500 3 7.500 7 9 4-1.500 7-4.500 7-9V6z",
  role: "M4 5h16v14H4zM8 10a2 2 0 1 0 4 0 2 2 0 0 0-4 0M7 16a3 3 0 0 1 6 0M15 10h3M15 14h3",
  list: "M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01",
  open: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  yes: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18m-4.500 9 3 3 6-6",
  no: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8.500 8.500l7 7m0-7-7 7",
  partly: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M7.500 12h9",
  unsure: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.3-1 .8-1 1.700M12 17h.01",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  warning: "M12 4 2.500 20h19zM12 10v5M12 17.500h.01",
  close: "m6 6 12 12M18 6 6 18",
  down: "m6 9 6 6 6-6",
  download: "M12 4v11m-5-4 5 5 5-5M5 20h14",
  back: "M19 12H5m6-6-6 6 6 6",
  retry: "M4 12a8 8 0 1 1 2.500 5.800M4 20v-5h5",
  keys: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M7 14h10",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
