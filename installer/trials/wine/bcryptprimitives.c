/* Windows brings this library; Wine before 9 does not. Laid into a trial's Wine only, never handed out. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG size); /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *data, SIZE_T size)
{
    return SystemFunction036(data, (ULONG)size);
}
