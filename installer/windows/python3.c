/* python3.dll: hands every name on to python311.dll, for modules built for any Python 3. It has no code of its own. */
#include <windows.h>

BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID reserved)
{
    (void)module;
    (void)reason;
    (void)reserved;
    return TRUE;
}
