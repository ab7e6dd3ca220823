# Sourced by every script: where the tools are. Sets AETHER_ROOT, PATH, FOUNDRY_SOLC and AETHER_NODE.
# shellcheck shell=bash
AETHER_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
export AETHER_ROOT
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
# Build servers outlive the command that started them; we leave no process behind.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
export FOUNDRY_DISABLE_NIGHTLY_WARNING=1

# Foundry's npm packages hold plain executables; the platform folder is used directly, since their launcher is a node script
# that would stay between us and the process we want to stop.
case "$(uname -m)" in x86_64) _aether_arch=amd64 _aether_npm_arch=x64 ;; aarch64 | arm64) _aether_arch=arm64 _aether_npm_arch=arm64 ;; *) _aether_arch=$(uname -m) _aether_npm_arch=$_aether_arch ;; esac
for _tool in anvil cast forge; do
  _dir="$AETHER_ROOT/node_modules/@foundry-rs/$_tool-$(uname -s | tr '[:upper:]' '[:lower:]')-$_aether_arch/bin"
  [ -d "$_dir" ] && PATH="$_dir:$PATH"
done
export PATH

# A native solc 0.8.30 when there is one, else the npm build of the same compiler behind a wrapper.
if [ -z "${FOUNDRY_SOLC:-}" ]; then
  if command -v solc >/dev/null 2>&1 && solc --version 2>/dev/null | grep -q 'Version: 0\.8\.30+'; then
    FOUNDRY_SOLC="$(command -v solc)"
  else
    FOUNDRY_SOLC="$AETHER_ROOT/scripts/lib/solc"
  fi
  export FOUNDRY_SOLC
fi

# PostGraphile needs Node 22 or newer; npm carries one for machines that have Node 20.
if [ -z "${AETHER_NODE:-}" ]; then
  AETHER_NODE="$(command -v node || true)"
  if [ -n "$AETHER_NODE" ] && [ "$("$AETHER_NODE" -p 'parseInt(process.versions.node)')" -lt 22 ]; then
    AETHER_NODE="$AETHER_ROOT/node_modules/node-linux-$_aether_npm_arch/bin/node"
  fi
  export AETHER_NODE
fi
