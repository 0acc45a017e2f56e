// What the browser keeps for us, or this page alone where it may keep nothing.

interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

function memory(): Store {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

function storage(name: "localStorage" | "sessionStorage"): Store {
  try {
    const store = window[name];
    store.setItem("service-desk-test", "");
    store.removeItem("service-desk-test");
    return store;
  } catch {
    return memory();
  }
}

/** Until this tab is closed. */
export const forThisTab = storage("sessionStorage");
export const forThisBrowser = storage("localStorage");
